package io.github.tracingstarter.otlp;

/**
 * A message cannot be read. The exception's message is part of the response to its
 * sender.
 */
public final class MalformedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public MalformedException(String message) {
		// Without a stack trace: there may be one for each span of a body.
		super(message, null, false, false);
	}

}
