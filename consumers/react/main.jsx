import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Training } from "./Training.jsx";

createRoot(document.querySelector("#root")).render(
  <StrictMode>
    <Training />
  </StrictMode>,
);
