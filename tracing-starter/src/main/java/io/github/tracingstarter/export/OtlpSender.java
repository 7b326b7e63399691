package io.github.tracingstarter.export;

import java.io.IOException;

import io.github.tracingstarter.export.OtlpProperties.Protocol;
import io.github.tracingstarter.otlp.OtlpRequest;

/**
 * Sends OTLP requests, one after another, on the calling thread and with only the JDK.
 */
interface OtlpSender {

	String USER_AGENT = "tracing-starter";

	/**
	 * Creates the sender for the protocol.
	 * @param settings the settings
	 * @return a sender that is not connected yet
	 */
	static OtlpSender of(OtlpSettings settings) {
		return (settings.protocol() == Protocol.GRPC) ? new OtlpGrpcSender(settings) : new OtlpHttpSender(settings);
	}

	/**
	 * Sends a request and waits for the response.
	 * @param signal the signal of its records
	 * @param request the request
	 * @throws IOException if the server cannot be reached
	 * @throws OtlpRefusal if the server rejects the request or some of its records
	 */
	void send(OtlpSignal signal, OtlpRequest request) throws IOException;

	/**
	 * Closes the connection and aborts a request. For any thread.
	 */
	void shutdown();

}
