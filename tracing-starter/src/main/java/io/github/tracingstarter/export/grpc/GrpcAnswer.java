package io.github.tracingstarter.export.grpc;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The response of a server to a call.
 *
 * @param httpStatus the status of HTTP, 200 for everything that gRPC itself says
 * @param headers headers and trailers, names in lower case
 * @param body the body as it came, the five bytes before each message included
 */
public record GrpcAnswer(int httpStatus, Map<String, String> headers, byte[] body) {

	/**
	 * A header or a trailer.
	 * @param name its name, in lower case
	 * @return the value, or null
	 */
	public @Nullable String header(String name) {
		return this.headers.get(name);
	}

}
