package io.github.tracingstarter.instrument.http;

/**
 * The version of HTTP, in the format of {@code network.protocol.version}.
 */
public final class ProtocolVersion {

	private ProtocolVersion() {
	}

	/**
	 * Returns the version in the name of a protocol.
	 * @param protocol the name as in a server: {@code HTTP/1.1} or {@code HTTP/2.0}
	 * @return the version, such as {@code 1.1} or {@code 2}
	 */
	public static String of(String protocol) {
		return switch (protocol) {
			case "HTTP/1.1" -> "1.1";
			case "HTTP/2.0", "HTTP/2" -> "2";
			case "HTTP/1.0" -> "1.0";
			case "HTTP/3.0", "HTTP/3" -> "3";
			default -> protocol.startsWith("HTTP/") ? protocol.substring(5) : protocol;
		};
	}

}
