/** Days after a school year's last day in which records are finished and students attached, before it is frozen. */
export const GRACE_DAYS = 30;
