/** Under which names the sign-in library finds its tables and columns among ours: see migrations/0007-people.ts. */

const TIMES = { createdAt: "created_at", updatedAt: "updated_at" } as const;

export const ACCOUNT = {
  modelName: "account",
  fields: { emailVerified: "email_verified", ...TIMES },
  additionalFields: {
    role: { type: "string", required: true, input: false },
    disabledAt: { type: "date", required: false, input: false, fieldName: "disabled_at" },
  },
} as const;

export const SESSION = {
  modelName: "session",
  fields: { userId: "account_id", expiresAt: "expires_at", ipAddress: "address", userAgent: "agent", ...TIMES },
} as const;

export const CREDENTIAL = {
  modelName: "credential",
  fields: {
    userId: "account_id",
    accountId: "provider_account",
    providerId: "provider",
    accessToken: "access_token",
    refreshToken: "refresh_token",
    idToken: "id_token",
    accessTokenExpiresAt: "access_token_expires_at",
    refreshTokenExpiresAt: "refresh_token_expires_at",
    ...TIMES,
  },
} as const;

export const VERIFICATION = { fields: { expiresAt: "expires_at", ...TIMES } } as const;

export const SECOND_FACTOR = {
  user: { fields: { twoFactorEnabled: "two_factor" } },
  twoFactor: {
    modelName: "second_factor",
    fields: {
      userId: "account_id",
      backupCodes: "backup_codes",
      failedVerificationCount: "failed_attempts",
      lockedUntil: "locked_until",
    },
  },
} as const;
