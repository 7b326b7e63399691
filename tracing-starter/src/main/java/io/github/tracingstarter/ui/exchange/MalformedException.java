package io.github.tracingstarter.ui.exchange;

/**
 * What was sent cannot be read. The message goes to whoever sent it.
 */
final class MalformedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	MalformedException(String message) {
		// Without a stack trace: there may be one for each span of a body.
		super(message, null, false, false);
	}

}
