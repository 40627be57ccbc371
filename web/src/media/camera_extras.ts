/** Image Capture's part of a camera's capabilities (W3C Image Capture, 7), which TypeScript does not know. */
interface CameraCapabilities {
  readonly torch?: boolean;
  readonly zoom?: { readonly min: number; readonly max: number; readonly step: number };
}

interface Can {
  readonly torch: boolean;
  readonly zoom: { readonly min: number; readonly max: number; readonly step: number } | null;
}

/** What the camera that is on can besides giving a picture. One that is opened anew is dark and far again. */
export class CameraExtras {
  /** The camera whose light is on, and how near it brings things. */
  #lit: MediaStreamTrack | null = null;
  #near: { readonly camera: MediaStreamTrack; readonly zoom: number } | null = null;

  constructor(private readonly camera: () => MediaStreamTrack | null) {}

  /** Light, and to bring things near. Nothing where the browser does not say. */
  get can(): Can {
    const can = this.camera()?.getCapabilities?.() as CameraCapabilities | undefined;
    return { torch: can?.torch === true, zoom: can?.zoom ?? null };
  }

  /** Whether the camera's light is on. */
  get lit(): boolean {
    return this.#lit !== null && this.#lit === this.camera();
  }

  /** How near the picture is brought, where somebody did. */
  get zoom(): number | null {
    return this.#near?.camera === this.camera() ? (this.#near?.zoom ?? null) : null;
  }

  /** Light on or off. Gives whether it was done. */
  async setTorch(on: boolean): Promise<boolean> {
    const camera = this.camera();
    const done = await this.#extra({ torch: on });
    if (done) this.#lit = on ? camera : null;
    return done;
  }

  /** Brings the picture near, within the range of `can`. */
  async setZoom(zoom: number): Promise<boolean> {
    const camera = this.camera();
    const done = await this.#extra({ zoom });
    if (done && camera !== null) this.#near = { camera, zoom };
    return done;
  }

  async #extra(wanted: { torch: boolean } | { zoom: number }): Promise<boolean> {
    const camera = this.camera();
    if (camera === null) return false;
    // Whatever is not named again is given up (W3C Media Capture, `applyConstraints`): light and zoom go together.
    const held = { ...(this.lit && { torch: true }), ...(this.zoom !== null && { zoom: this.zoom }) };
    const advanced = [{ ...held, ...wanted }] as unknown as MediaTrackConstraintSet[];
    return camera.applyConstraints({ ...camera.getConstraints(), advanced }).then(
      () => true,
      () => false,
    );
  }
}
