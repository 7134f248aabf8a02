import { defineConfig, devices } from "@playwright/test";

export default defineConfig({
  testDir: "e2e",
  forbidOnly: Boolean(process.env.CI),
  retries: process.env.CI ? 1 : 0,
  reporter: process.env.CI ? [["github"], ["html", { open: "never" }]] : "list",
  use: { baseURL: process.env.BASE_URL ?? "http://localhost:3000", trace: "on-first-retry" },
  projects: [
    { name: "critical", testMatch: "critical.spec.ts", use: devices["Desktop Chrome"] },
    { name: "mobile", testMatch: "mobile.spec.ts", use: devices["Pixel 7"] },
  ],
});
