import { Component, type ComponentChild, type FunctionComponent, h } from "preact";

/** `render` is called again only when a prop or a signal that it read has changed: a board of hundreds of rows needs that. */
export function memo<Props extends object>(render: (props: Props) => ComponentChild): FunctionComponent<Props> {
  const inner = render as FunctionComponent<Props>;
  class Memo extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      const keys = Object.keys(next) as (keyof Props)[];
      return keys.length !== Object.keys(this.props).length || keys.some((key) => next[key] !== this.props[key]);
    }
    override render(props: Props): ComponentChild {
      return h(inner, props);
    }
  }
  return Memo as unknown as FunctionComponent<Props>;
}
