"""The window around the screens: navigation, palette, toasts, status."""
