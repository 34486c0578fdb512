// What hooks/smtpcodes/export/element_script.py gives the element.
declare module "*/from-python.js" {
  export const COLOURS: Record<string, [light: string, dark: string]>;
  export const DRAWINGS: Record<string, string>;
  export const PAPER: [light: string, dark: string];
  export const WAY: string;
}
