package io.github.tracingstarter.instrument.faas;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import com.amazonaws.services.lambda.runtime.Context;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.trace.Span;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;

import org.springframework.cloud.function.context.catalog.FunctionAroundWrapper;
import org.springframework.cloud.function.context.catalog.SimpleFunctionRegistry.FunctionInvocationWrapper;
import org.springframework.cloud.function.json.JsonMapper;
import org.springframework.messaging.Message;

/**
 * Creates the span of each invocation that Lambda makes through Spring Cloud Function,
 * around the wrapper of the application or of Spring. Functions that are called by
 * others, such as Spring Cloud Stream, are left alone.
 */
final class FunctionTracing extends FunctionAroundWrapper {

	private static final String CONTEXT = "aws-context";

	private static final String STATUS = "statusCode";

	private static final int OK = 200;

	private final FailureLog failures = new FailureLog(LogFactory.getLog(FunctionTracing.class),
			"An event of a function could not be read. The function is not affected.");

	private final @Nullable FunctionAroundWrapper wrapper;

	private final Supplier<Invocations> invocations;

	private final Supplier<UrlRedaction> redaction;

	private final Supplier<JsonMapper> json;

	/**
	 * Creates an instance.
	 * @param wrapper the wrapper to call, or null if there is none
	 * @param invocations starts the spans
	 * @param redaction removes secrets from URLs
	 * @param json reads the events
	 */
	FunctionTracing(@Nullable FunctionAroundWrapper wrapper, Supplier<Invocations> invocations,
			Supplier<UrlRedaction> redaction, Supplier<JsonMapper> json) {
		this.wrapper = wrapper;
		this.invocations = invocations;
		this.redaction = redaction;
		this.json = json;
	}

	@Override
	protected @Nullable Object doApply(Object input, FunctionInvocationWrapper function) {
		Message<?> message = (Message<?>) input;
		// Within an invocation, one function may call another.
		if (!(message.getHeaders().get(CONTEXT) instanceof Context context)
				|| Span.current().getSpanContext().isValid()) {
			return call(input, function);
		}
		AwsInvocation invocation = new AwsInvocation(event(message), context, function.getFunctionDefinition(),
				this.redaction.get());
		RunningInvocation running = this.invocations.get().start(invocation);
		try {
			Object result = call(input, function);
			if (result instanceof Publisher<?> publisher) {
				return collect(publisher, running);
			}
			if (running.isRecorded()) {
				this.failures.guard(() -> invocation.answered(status(result, function)));
			}
			return result;
		}
		catch (Throwable ex) {
			running.failed(ex);
			throw ex;
		}
		finally {
			running.close();
		}
	}

	private @Nullable Object call(Object input, FunctionInvocationWrapper function) {
		return (this.wrapper != null) ? this.wrapper.apply(input, function) : function.apply(input);
	}

	/**
	 * Waits for the result within the span. The adapter would do the same as soon as this
	 * returns.
	 */
	private static Publisher<?> collect(Publisher<?> result, RunningInvocation running) {
		List<? extends Signal<?>> signals = Flux.from(result).materialize().collectList().block();
		if (signals == null) {
			return result;
		}
		signals.stream().map(Signal::getThrowable).filter((error) -> error != null).forEach(running::failed);
		Flux<?> collected = Flux.fromIterable(signals).dematerialize();
		return (result instanceof Mono) ? collected.next() : collected;
	}

	private AwsEvent event(Message<?> message) {
		if (message.getPayload() instanceof byte[] bytes && bytes.length > 0 && bytes[0] == '{') {
			try {
				Object event = this.json.get().fromJson(bytes, Map.class);
				return (event instanceof Map<?, ?> fields) ? new AwsEvent(fields) : AwsEvent.NONE;
			}
			catch (RuntimeException | LinkageError ex) {
				this.failures.log(ex);
			}
		}
		return AwsEvent.NONE;
	}

	/**
	 * Returns the status that the adapter will answer with: that of a header, or of an
	 * answer in the format of Lambda, or else 200.
	 */
	private int status(@Nullable Object result, FunctionInvocationWrapper function) {
		if (!(result instanceof Message<?> answer)) {
			return OK;
		}
		if (answer.getHeaders().get(STATUS) instanceof Integer status) {
			return status;
		}
		Class<?> type = function.getRawOutputType();
		boolean isAnswer = type != null
				&& (Map.class.isAssignableFrom(type) || type.getName().startsWith("com.amazonaws."));
		if (isAnswer && answer.getPayload() instanceof byte[] bytes
				&& this.json.get().fromJson(bytes, Map.class) instanceof Map<?, ?> fields
				&& fields.get(STATUS) instanceof Number status) {
			return status.intValue();
		}
		return OK;
	}

}
