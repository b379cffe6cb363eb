import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import type { CatalogObject } from "../core/cloud";
import { textOf } from "./values";

const LENGTH = 32;

/** A salted scrypt hash: passwords are never kept in clear. */
export function hashPassword(password: string): string {
  const salt = randomBytes(16);
  return `scrypt:${salt.toString("base64")}:${scryptSync(password, salt, LENGTH).toString("base64")}`;
}

/** Whether the password is the user's. Users without one, such as TYPE = SERVICE, never match. */
export function verifyPassword(user: CatalogObject, password: string): boolean {
  const [, salt, hash] = (textOf(user, "PASSWORD") ?? "").split(":");
  if (salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, "base64");
  return timingSafeEqual(expected, scryptSync(password, Buffer.from(salt, "base64"), LENGTH));
}
