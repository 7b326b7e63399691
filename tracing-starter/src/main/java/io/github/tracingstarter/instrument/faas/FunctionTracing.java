package io.github.tracingstarter.instrument.faas;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

import com.amazonaws.services.lambda.runtime.Context;
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

	private static final byte[] NOTHING = {};

	private final FailureLog failures = new FailureLog(LogFactory.getLog(FunctionTracing.class),
			"An event or an answer of a function could not be read. The function is not affected.");

	private final @Nullable FunctionAroundWrapper wrapper;

	private final Supplier<Invocations> invocations;

	private final Supplier<AwsInvocation.Details> details;

	private final Supplier<JsonMapper> json;

	/**
	 * Creates an instance.
	 * @param wrapper the wrapper to call, or null if there is none
	 * @param invocations starts the spans
	 * @param details what all invocations share
	 * @param json reads the events
	 */
	FunctionTracing(@Nullable FunctionAroundWrapper wrapper, Supplier<Invocations> invocations,
			Supplier<AwsInvocation.Details> details, Supplier<JsonMapper> json) {
		this.wrapper = wrapper;
		this.invocations = invocations;
		this.details = details;
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
		AwsInvocation invocation = new AwsInvocation(read(message.getPayload()), context,
				function.getFunctionDefinition(), this.details.get());
		RunningInvocation running = this.invocations.get().start(invocation);
		try {
			Object result = call(input, function);
			if (result instanceof Publisher<?> publisher) {
				return collect(publisher, running, (elements) -> this.failures
					.guard(() -> invocation.answered(AwsAnswer.of(elements, function, this::read))));
			}
			if (running.isRecorded()) {
				this.failures.guard(() -> invocation.answered(AwsAnswer.of(message, result, function, this::read)));
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
	private static Publisher<?> collect(Publisher<?> result, RunningInvocation running, Consumer<List<?>> answered) {
		List<? extends Signal<?>> signals = Flux.from(result).materialize().collectList().block();
		if (signals == null) {
			return result;
		}
		signals.stream().map(Signal::getThrowable).filter(Objects::nonNull).forEach(running::failed);
		if (running.isRecorded()) {
			answered.accept(signals.stream().map(Signal::get).filter(Objects::nonNull).toList());
		}
		Flux<?> collected = Flux.fromIterable(signals).dematerialize();
		return (result instanceof Mono) ? collected.next() : collected;
	}

	/**
	 * Reads an event or an answer, as JSON or as an object of Lambda's own classes.
	 * Others, such as a stream, are left alone.
	 */
	private AwsEvent read(Object payload) {
		try {
			byte[] bytes = (payload instanceof byte[] json) ? json
					: AwsAnswer.isEvent(payload.getClass()) ? this.json.get().toJson(payload) : NOTHING;
			if (bytes.length > 0 && bytes[0] == '{'
					&& this.json.get().fromJson(bytes, Map.class) instanceof Map<?, ?> fields) {
				return new AwsEvent(fields);
			}
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
		}
		return AwsEvent.NONE;
	}

}
