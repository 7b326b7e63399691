package io.github.tracingstarter.export.grpc;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The response of a server to a call.
 *
 * @param httpStatus the HTTP status, 200 for all responses of gRPC itself
 * @param headers headers and trailers, names in lower case
 * @param body the body as received, including the five bytes before each message
 */
public record GrpcAnswer(int httpStatus, Map<String, String> headers, byte[] body) {

	/**
	 * Returns a header or a trailer.
	 * @param name its name, in lower case
	 * @return the value, or null
	 */
	public @Nullable String header(String name) {
		return this.headers.get(name);
	}

}
