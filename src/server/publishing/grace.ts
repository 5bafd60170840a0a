/** Days after a school year's last day in which records are finished and students attached, before it is due for release. */
export const GRACE_DAYS = 30;
