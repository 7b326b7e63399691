package io.github.tracingstarter.instrument.faas;

import com.amazonaws.services.lambda.runtime.Context;
import io.github.tracingstarter.ServletSpanCustomizer;
import io.github.tracingstarter.SpanEditor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Adds what is known of an invocation to the span of its request. For AWS's serverless
 * container, which passes the invocation on in an attribute of the request; other
 * requests are left alone.
 */
final class ContainerInvocation implements ServletSpanCustomizer {

	static final String CONTEXT = "com.amazonaws.lambda.context";

	private final ColdStart coldStart;

	ContainerInvocation(ColdStart coldStart) {
		this.coldStart = coldStart;
	}

	@Override
	public void start(SpanEditor span, HttpServletRequest request) {
		if (request.getAttribute(CONTEXT) instanceof Context context) {
			span.attribute(FaasAttributes.TRIGGER.getKey(), Trigger.HTTP.text());
			span.attribute(FaasAttributes.COLDSTART.getKey(), this.coldStart.isFirst());
			String id = context.getAwsRequestId();
			if (id != null) {
				span.attribute(FaasAttributes.INVOCATION_ID.getKey(), id);
			}
			String arn = context.getInvokedFunctionArn();
			if (arn != null) {
				AwsInvocation.describe(arn, (key, value) -> span.attribute(key.getKey(), value));
			}
		}
	}

	@Override
	public void customize(SpanEditor span, HttpServletRequest request, @Nullable HttpServletResponse response,
			@Nullable Throwable error) {
	}

}
