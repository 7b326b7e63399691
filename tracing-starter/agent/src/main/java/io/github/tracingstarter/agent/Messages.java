package io.github.tracingstarter.agent;

/**
 * The messages of the agent. They go to the error stream, because there is no log before
 * the application has started, and a program may read the output stream.
 */
public final class Messages {

	private Messages() {
	}

	/**
	 * Prints that nothing is traced.
	 * @param reason the reason
	 */
	public static void untraced(String reason) {
		say("The application runs untraced: " + reason);
	}

	/**
	 * Prints a message.
	 * @param message the message
	 */
	public static void say(String message) {
		System.err.println("[tracing] " + message);
	}

}
