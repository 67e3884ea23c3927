declare module "sentences:*" {
  const words: Record<string, string>; // by rule
  export default words;
}
