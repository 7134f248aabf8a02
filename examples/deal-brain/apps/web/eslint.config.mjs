import typescript from "typescript-eslint";

export default typescript.config(typescript.configs.strict, { ignores: [".next/**", "next-env.d.ts"] });
