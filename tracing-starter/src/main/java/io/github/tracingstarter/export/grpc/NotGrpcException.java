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
	 * What it seems to be.
	 * @return what its first bytes tell
	 */
	public Peer peer() {
		return this.peer;
	}

	/**
	 * What listens there.
	 */
	public enum Peer {

		/** A server of HTTP/1.1. */
		HTTP,

		/** A server that wants TLS. */
		TLS,

		/** A server with TLS that does not offer HTTP/2. */
		TLS_WITHOUT_HTTP2,

		/** Somebody who accepts a connection and says nothing. */
		SILENT,

		/** Somebody who accepts a connection and closes it. */
		CLOSING,

		/** A server of something else. */
		OTHER

	}

}
