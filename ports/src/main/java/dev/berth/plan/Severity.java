package dev.berth.plan;

/** How bad a finding is. */
public enum Severity {
    /** It does not work. */
    ERROR,
    /** It works until a day it does not. */
    WARNING,
    /** Good to know. */
    NOTE
}
