/** A file from elsewhere is saved, never shown in our name. */
export const saveFile = (name: string, content: Uint8Array): void => {
  const url = URL.createObjectURL(new Blob([content as Uint8Array<ArrayBuffer>]));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
};
