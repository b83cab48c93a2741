"""Every page in Chromium: axe, the console, headings, titles, focus, print."""
