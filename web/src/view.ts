// What a view is given: the parts of its address.
export interface ViewProps {
  part: Record<string, string>;
  query: URLSearchParams;
}
