package io.github.tracingstarter.export;

import java.io.IOException;
import java.util.List;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/**
 * Spans wait in the encoding of OTLP. The client is made when the first of them are to be
 * sent.
 */
final class OtlpTransport implements SpanTransport<EncodedSpan> {

	private final SpanEncoder encoder = new SpanEncoder();

	private final OtlpTarget target;

	private volatile @Nullable OtlpSender sender;

	OtlpTransport(OtlpTarget target) {
		this.target = target;
	}

	@Override
	public EncodedSpan prepare(SpanData span) {
		return this.encoder.encode(span);
	}

	@Override
	public int weight(EncodedSpan span) {
		return span.weight();
	}

	@Override
	public CompletableResultCode send(List<EncodedSpan> spans) {
		OtlpSender current = this.sender;
		if (current == null) {
			current = this.target.createSender();
			this.sender = current;
		}
		try {
			current.send(OtlpMessage.of(spans));
			return CompletableResultCode.ofSuccess();
		}
		catch (IOException ex) {
			return CompletableResultCode.ofExceptionalFailure(ex);
		}
	}

	@Override
	public void shutdown() {
		OtlpSender made = this.sender;
		if (made != null) {
			made.shutdown();
		}
	}

}
