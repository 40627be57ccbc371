/** Words of the sign-in page. */
export const signInText = {
  title: "Sign in",
  lead: "For the staff of the practice. Patients use the link they were sent.",
  email: "Email",
  password: "Password",
  code: "Code from your authenticator app",
  codeHint: "A new one appears every 30 seconds.",
  button: "Sign in",
  busy: "Signing in…",
  emailMissing: "Enter your email address.",
  emailWrong: "Enter an email address with an @, like name@example.org.",
  passwordMissing: "Enter your password.",
  codeMissing: "Enter the six digits your authenticator app shows.",
  showPassword: "Show password",
};
