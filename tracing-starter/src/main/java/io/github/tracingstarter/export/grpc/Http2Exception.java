package io.github.tracingstarter.export.grpc;

import java.io.IOException;

/**
 * Thrown if the peer violated the HTTP/2 protocol, so that the connection is no longer
 * usable.
 */
final class Http2Exception extends IOException {

	private static final long serialVersionUID = 1L;

	private static final int PROTOCOL_ERROR = 1;

	private static final int FLOW_CONTROL_ERROR = 3;

	private static final int FRAME_SIZE_ERROR = 6;

	private static final int COMPRESSION_ERROR = 9;

	private static final int ENHANCE_YOUR_CALM = 11;

	private final int code;

	private Http2Exception(int code, String message) {
		super("it violates HTTP/2: " + message);
		this.code = code;
	}

	static Http2Exception protocol(String message) {
		return new Http2Exception(PROTOCOL_ERROR, message);
	}

	static Http2Exception flowControl(String message) {
		return new Http2Exception(FLOW_CONTROL_ERROR, message);
	}

	static Http2Exception frameSize(String message) {
		return new Http2Exception(FRAME_SIZE_ERROR, message);
	}

	static Http2Exception compression(String message) {
		return new Http2Exception(COMPRESSION_ERROR, message);
	}

	static Http2Exception tooMuch(String message) {
		return new Http2Exception(ENHANCE_YOUR_CALM, message);
	}

	/**
	 * Returns the error code that is sent to the peer.
	 * @return the error code of HTTP/2
	 */
	int code() {
		return this.code;
	}

}
