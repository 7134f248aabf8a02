"""What the environment provides."""

import os
import re

ENVIRONMENT = os.environ.get("ENVIRONMENT", "development")
# the image says 0.0.0.0: a container decides by its ports who reaches it
HOST = os.environ.get("HOST", "127.0.0.1")
LOG_LEVEL = os.environ.get("LOG_LEVEL", "INFO")
# platforms hand out postgres:// or postgresql://; the driver is ours to choose
DATABASE_URL = re.sub(
    r"^postgres(ql)?(\+\w+)?://", "postgresql+asyncpg://", os.environ["DATABASE_URL"]
)
REDIS_URL = os.environ["REDIS_URL"]

# what needs a key is off where there is none
EBAY_API_KEY = os.environ.get("EBAY_API_KEY")
OPENAI_API_KEY = os.environ.get("OPENAI_API_KEY")
