package io.github.tracingstarter.export.zipkin;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import zipkin2.reporter.BytesMessageSender;
import zipkin2.reporter.SpanBytesEncoder;

/**
 * Sends spans as Zipkin v2 JSON. If a message fails, messages that were sent before it
 * are sent again with the batch; Zipkin merges spans with the same id.
 */
final class ZipkinSpanExporter implements SpanExporter {

	/** The JDK's message for a status of 400 or above, except 404 and 410. */
	private static final Pattern STATUS = Pattern.compile("response code: (\\d{3})");

	private final BytesMessageSender sender;

	ZipkinSpanExporter(BytesMessageSender sender) {
		this.sender = sender;
	}

	@Override
	public CompletableResultCode export(Collection<SpanData> spans) {
		try {
			List<byte[]> message = new ArrayList<>(spans.size());
			int size = 2;
			for (SpanData span : spans) {
				byte[] encoded = SpanBytesEncoder.JSON_V2.encode(ZipkinSpan.of(span));
				if (!message.isEmpty() && size + encoded.length + 1 > this.sender.messageMaxBytes()) {
					this.sender.send(message);
					message.clear();
					size = 2;
				}
				message.add(encoded);
				size += encoded.length + 1;
			}
			if (!message.isEmpty()) {
				this.sender.send(message);
			}
			return CompletableResultCode.ofSuccess();
		}
		catch (IOException ex) {
			return CompletableResultCode.ofExceptionalFailure(judge(ex));
		}
	}

	/**
	 * Distinguishes a transient failure, an {@link IOException}, from a permanent one.
	 * The original message contains the URL with its password.
	 */
	private static Exception judge(IOException failure) {
		if (failure instanceof FileNotFoundException) {
			return new IllegalStateException("it responds with HTTP 404 or 410; the path is /api/v2/spans by default");
		}
		Matcher matcher = STATUS.matcher(String.valueOf(failure.getMessage()));
		if (!matcher.find()) {
			return failure;
		}
		int status = Integer.parseInt(matcher.group(1));
		String reason = "it responds with HTTP " + status;
		return (status == 429 || status >= 500) ? new IOException(reason) : new IllegalStateException(reason);
	}

	@Override
	public CompletableResultCode flush() {
		return CompletableResultCode.ofSuccess();
	}

	@Override
	public CompletableResultCode shutdown() {
		try {
			this.sender.close();
			return CompletableResultCode.ofSuccess();
		}
		catch (IOException ex) {
			return CompletableResultCode.ofExceptionalFailure(ex);
		}
	}

}
