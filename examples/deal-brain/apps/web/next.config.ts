import path from "node:path";
import type { NextConfig } from "next";

const config: NextConfig = {
  // a server with only the modules it uses, for the `runtime` stage of infra/web/Dockerfile
  output: "standalone",
  outputFileTracingRoot: path.join(import.meta.dirname, "../.."),
};

export default config;
