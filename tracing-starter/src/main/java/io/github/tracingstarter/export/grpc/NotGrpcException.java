package io.github.tracingstarter.export.grpc;

import java.io.IOException;

/**
 * Thrown if something listens at the address, but it is not a gRPC server.
 */
public final class NotGrpcException extends IOException {

	private static final long serialVersionUID = 1L;

	private final Peer peer;

	NotGrpcException(Peer peer, String message) {
		super(message);
		this.peer = peer;
	}

	/**
	 * Returns the kind of server that it seems to be.
	 * @return the kind of server, judged by its first bytes
	 */
	public Peer peer() {
		return this.peer;
	}

	/**
	 * The kind of server.
	 */
	public enum Peer {

		/** An HTTP/1.1 server. */
		HTTP,

		/** A server that requires TLS. */
		TLS,

		/** A server with TLS that does not offer HTTP/2. */
		TLS_WITHOUT_HTTP2,

		/** A server that accepts the connection and sends nothing. */
		SILENT,

		/** A server that accepts the connection and closes it. */
		CLOSING,

		/** A server of another protocol. */
		OTHER

	}

}
