package io.github.tracingstarter.agent;

/**
 * What the agent says, on the error stream: there is no log before the application is
 * there, and its output may be read by a program.
 */
public final class Messages {

	private Messages() {
	}

	/**
	 * Says that nothing is traced.
	 * @param reason why
	 */
	public static void untraced(String reason) {
		say("The application runs untraced: " + reason);
	}

	/**
	 * Says something.
	 * @param message the message
	 */
	public static void say(String message) {
		System.err.println("[tracing] " + message);
	}

}
