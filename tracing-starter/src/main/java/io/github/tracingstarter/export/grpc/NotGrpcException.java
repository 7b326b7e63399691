package io.github.tracingstarter.export.grpc;

import java.io.IOException;

/**
 * Something listens at the address, and it is no gRPC server as it was taken for.
 */
public final class NotGrpcException extends IOException {

	private static final long serialVersionUID = 1L;

	private final Peer peer;

	NotGrpcException(Peer peer, String message) {
		super(message);
		this.peer = peer;
	}

	/**
	 * The kind of server it seems to be.
	 * @return what its first bytes tell
	 */
	public Peer peer() {
		return this.peer;
	}

	/**
	 * The kind of server.
	 */
	public enum Peer {

		/** A server of HTTP/1.1. */
		HTTP,

		/** A server that wants TLS. */
		TLS,

		/** A server with TLS that does not offer HTTP/2. */
		TLS_WITHOUT_HTTP2,

		/** It accepts the connection and sends nothing. */
		SILENT,

		/** It accepts the connection and closes it. */
		CLOSING,

		/** A server of something else. */
		OTHER

	}

}
