"""The bundled sample: pages as a county media centre's crawl would leave them, written for this project."""
