package io.github.tracingstarter.export;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;

import io.github.tracingstarter.otlp.EncodedRecord;
import io.github.tracingstarter.otlp.OtlpRequest;
import io.opentelemetry.sdk.common.CompletableResultCode;
import org.jspecify.annotations.Nullable;

/**
 * A transport in which records of one signal wait in OTLP's encoding.
 *
 * @param <S> a record of the SDK
 */
final class OtlpTransport<S> implements ExportTransport<S, EncodedRecord> {

	private final OtlpSignal signal;

	private final Function<S, EncodedRecord> encoder;

	private final OtlpConnection connection;

	private final @Nullable SignalGate gate;

	OtlpTransport(OtlpSignal signal, Function<S, EncodedRecord> encoder, OtlpConnection connection) {
		this(signal, encoder, connection, null);
	}

	/**
	 * Creates a transport.
	 * @param gate determines whether the collector accepts the signal; if not, records
	 * that were prepared before this was known are omitted
	 */
	OtlpTransport(OtlpSignal signal, Function<S, EncodedRecord> encoder, OtlpConnection connection,
			@Nullable SignalGate gate) {
		this.signal = signal;
		this.encoder = encoder;
		this.connection = connection;
		this.gate = gate;
		connection.open();
	}

	@Override
	public EncodedRecord prepare(S item) {
		return this.encoder.apply(item);
	}

	@Override
	public int weight(EncodedRecord prepared) {
		return prepared.weight();
	}

	@Override
	public CompletableResultCode send(List<EncodedRecord> prepared) {
		try {
			if (this.gate != null && !this.gate.awaitOpen()) {
				return CompletableResultCode.ofExceptionalFailure(new OtlpRefusal(ExportFailure.UNWANTED));
			}
			this.connection.send(this.signal, OtlpRequest.of(prepared));
			return CompletableResultCode.ofSuccess();
		}
		catch (OtlpRefusal ex) {
			boolean isUnwanted = this.gate != null && this.gate.closeIfUnknown(ex.failure());
			return CompletableResultCode
				.ofExceptionalFailure(isUnwanted ? new OtlpRefusal(ExportFailure.UNWANTED) : ex);
		}
		catch (IOException ex) {
			return CompletableResultCode.ofExceptionalFailure(ex);
		}
	}

	@Override
	public void shutdown() {
		this.connection.close();
	}

}
