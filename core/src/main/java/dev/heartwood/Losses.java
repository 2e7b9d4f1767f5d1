package dev.heartwood;

/**
 * What the loggers of one {@link Loggers} could not hand over. Losses behind a handler (a full
 * ring, a failed write on a worker) are counted there.
 *
 * @param failed calls of a handler that threw; one event counts once for each handler that failed
 * @param recursive events refused because the thread was within {@link Loggers#MAX_NESTING} others
 * @param closed events logged after {@link Loggers#close}
 */
public record Losses(long failed, long recursive, long closed) {}
