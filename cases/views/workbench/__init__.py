"""Pages of the workbench: acts on many cases, delegation, the palette, keys, kept views."""
