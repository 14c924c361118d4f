/** Dictionary of the package opencc-js, which has no types for it. */
declare module "opencc-js/dict/STCharacters" {
  const dictionary: string;
  export default dictionary;
}
