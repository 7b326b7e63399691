package io.github.tracingstarter.export.grpc;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A call on a connection: how much may be sent, and the response so far.
 */
final class Http2Stream {

	/** A response contains at most a short text. */
	static final int LARGEST_BODY = 1 << 20;

	private static final String STATUS = ":status";

	private static final List<String> ERRORS = List.of("NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR",
			"FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED", "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL",
			"COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED");

	private static final int REFUSED_STREAM = 7;

	private final int id;

	private final Map<String, String> headers = new HashMap<>();

	private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);

	/** Number of bytes that the peer accepts. */
	private long window;

	private boolean answering;

	private boolean ended;

	private @Nullable Integer reset;

	Http2Stream(int id, long window) {
		this.id = id;
		this.window = window;
	}

	int id() {
		return this.id;
	}

	long window() {
		return this.window;
	}

	void changeWindow(long by) {
		this.window += by;
	}

	/**
	 * Processes a header block of the response: headers, those of an informational
	 * response, or trailers.
	 */
	void take(List<HpackHeader> block, boolean end) throws Http2Exception {
		if (this.ended) {
			return;
		}
		if (this.answering && !end) {
			throw Http2Exception.protocol("it sends headers in the middle of a response");
		}
		boolean informational = block.stream()
			.anyMatch((header) -> header.name().equals(STATUS) && header.value().startsWith("1"));
		if (informational && !end) {
			return;
		}
		block.forEach((header) -> this.headers.put(header.name(), header.value()));
		if (!this.headers.containsKey(STATUS)) {
			throw Http2Exception.protocol("it responds without a status");
		}
		this.answering = true;
		this.ended = end;
	}

	void take(ByteBuffer data, boolean end) throws Http2Exception {
		if (this.ended) {
			return;
		}
		if (!this.answering) {
			throw Http2Exception.protocol("it sends a body before its headers");
		}
		if (this.body.size() + data.remaining() > LARGEST_BODY) {
			throw Http2Exception.tooMuch("its response is larger than %d bytes".formatted(LARGEST_BODY));
		}
		byte[] bytes = new byte[data.remaining()];
		data.get(bytes);
		this.body.writeBytes(bytes);
		this.ended = end;
	}

	/**
	 * Records a reset. A reset after the end of the response means that the rest of the
	 * request is not needed, which would not be sent anyway.
	 */
	void reset(int code) {
		if (!this.ended) {
			this.reset = code;
		}
	}

	/**
	 * Returns whether the call is over.
	 */
	boolean isOver() {
		return this.ended || this.reset != null;
	}

	/**
	 * Returns whether the server did not process the request, so that it can be sent
	 * again.
	 */
	boolean isRefused() {
		return this.reset != null && this.reset == REFUSED_STREAM;
	}

	/**
	 * Returns whether the server has begun to respond, and so has seen the request.
	 */
	boolean isAnswered() {
		return this.answering || this.reset != null;
	}

	@Nullable String resetReason() {
		Integer code = this.reset;
		return (code != null) ? "it aborts the request (%s)".formatted(errorName(code)) : null;
	}

	static String errorName(int code) {
		return (code >= 0 && code < ERRORS.size()) ? ERRORS.get(code) : "error " + code;
	}

	/**
	 * Returns the response, if it is complete. A response with a gRPC status is complete,
	 * even if the server resets the stream instead of ending it.
	 */
	@Nullable GrpcAnswer answer() throws Http2Exception {
		if (!this.ended && !this.headers.containsKey("grpc-status")) {
			return null;
		}
		try {
			return new GrpcAnswer(Integer.parseInt(this.headers.getOrDefault(STATUS, "")), Map.copyOf(this.headers),
					this.body.toByteArray());
		}
		catch (NumberFormatException ex) {
			throw Http2Exception.protocol("its status is not a number");
		}
	}

}
