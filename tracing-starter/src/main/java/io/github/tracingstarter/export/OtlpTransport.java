package io.github.tracingstarter.export;

import java.io.IOException;
import java.util.List;

import io.github.tracingstarter.otlp.EncodedRecord;
import io.github.tracingstarter.otlp.OtlpRequest;
import io.github.tracingstarter.otlp.SpanEncoder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/**
 * Spans wait in the encoding of OTLP. The client is made when the first of them are to be
 * sent.
 */
final class OtlpTransport implements SpanTransport<EncodedRecord> {

	private final SpanEncoder encoder = new SpanEncoder();

	private final OtlpTarget target;

	private volatile @Nullable OtlpSender sender;

	/** Those that the sender was made with. */
	private @Nullable Object certificates;

	OtlpTransport(OtlpTarget target) {
		this.target = target;
	}

	@Override
	public EncodedRecord prepare(SpanData span) {
		return this.encoder.encode(span);
	}

	@Override
	public int weight(EncodedRecord span) {
		return span.weight();
	}

	@Override
	public CompletableResultCode send(List<EncodedRecord> spans) {
		try {
			sender().send(OtlpRequest.of(spans));
			return CompletableResultCode.ofSuccess();
		}
		catch (IOException ex) {
			return CompletableResultCode.ofExceptionalFailure(ex);
		}
	}

	/**
	 * The sender, another one when the certificates have changed.
	 */
	private OtlpSender sender() {
		Object now = this.target.certificates();
		OtlpSender current = this.sender;
		if (current == null || now != this.certificates) {
			OtlpSender renewed = this.target.createSender();
			if (current != null) {
				current.shutdown();
			}
			this.certificates = now;
			this.sender = renewed;
			return renewed;
		}
		return current;
	}

	@Override
	public void shutdown() {
		OtlpSender made = this.sender;
		if (made != null) {
			made.shutdown();
		}
	}

}
