"""How long a browser may keep each file of the built site, from a laptop as from a bucket."""

# Files in here are named for a hash of their content.
HASHED = "assets/"


def cache_control(name: str) -> str:
    """The header for a file of that name in the site's folder.

    Hashed files are kept for ever and pictures for a day; all others are asked for each time.
    """
    if name.startswith(HASHED):
        return "public, max-age=31536000, immutable"
    return "public, max-age=86400" if name.endswith((".svg", ".png")) else "no-cache"
