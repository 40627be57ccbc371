// Made by scripts/generate_frames.py from the frames of server/signaling. Do not edit: `npm run frames`.

export * from "./client_frames.ts";
export * from "./frame_words.ts";
export * from "./server_frames.ts";
