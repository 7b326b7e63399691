package io.github.tracingstarter.agent;

/**
 * What the agent says, on the error stream: there is no log before the application is
 * there, and its output may be read by a program.
 */
final class Messages {

	private Messages() {
	}

	static void untraced(String reason) {
		say("The application runs untraced: " + reason);
	}

	static void say(String message) {
		System.err.println("[tracing] " + message);
	}

}
