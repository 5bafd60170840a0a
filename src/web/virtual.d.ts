/// <reference types="vite/client" />

declare module 'virtual:icon-shapes' {
  export const iconShapes: Readonly<Record<string, string>>;
}
