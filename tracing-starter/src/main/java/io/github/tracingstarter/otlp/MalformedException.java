package io.github.tracingstarter.otlp;

/**
 * Thrown if a message cannot be read. The exception's message is part of the response to
 * the sender.
 */
public final class MalformedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public MalformedException(String message) {
		// Without a stack trace, because there may be an exception for each span of a
		// body.
		super(message, null, false, false);
	}

}
