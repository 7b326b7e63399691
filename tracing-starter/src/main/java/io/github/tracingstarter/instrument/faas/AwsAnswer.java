package io.github.tracingstarter.instrument.faas;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.function.context.catalog.FunctionTypeUtils;
import org.springframework.cloud.function.context.catalog.SimpleFunctionRegistry.FunctionInvocationWrapper;
import org.springframework.messaging.Message;

/**
 * The answer to a request that Spring Cloud Function's adapter will make of the result of
 * a function.
 *
 * @param status the HTTP status
 * @param fields contain the headers, in the format of Lambda
 */
record AwsAnswer(int status, AwsEvent fields) {

	private static final String STATUS = "statusCode";

	private static final int OK = 200;

	private static final String EVENTS = "com.amazonaws.services.lambda.runtime.events";

	/**
	 * Reads an answer. For the events that the adapter knows, it makes one of the headers
	 * of the result, unless the function returns a class of Lambda. Otherwise the payload
	 * is the answer, in the format of Lambda or not.
	 * @param request the message that the function received
	 * @param result what it returned
	 * @param function the function
	 * @param reader reads a payload
	 */
	static AwsAnswer of(Message<?> request, @Nullable Object result, FunctionInvocationWrapper function,
			Function<Object, AwsEvent> reader) {
		if (!(result instanceof Message<?> answer)) {
			return new AwsAnswer(OK, AwsEvent.NONE);
		}
		if (Boolean.TRUE.equals(request.getHeaders().get("aws-api-gateway")) && !returnsEvent(function)) {
			AwsEvent fields = new AwsEvent(Map.of("headers", answer.getHeaders()));
			return new AwsAnswer((answer.getHeaders().get(STATUS) instanceof Integer status) ? status : OK, fields);
		}
		return of(reader.apply(answer.getPayload()));
	}

	/**
	 * Reads the answer that the adapter makes of the elements of a publisher, whose
	 * headers it does not use.
	 */
	static AwsAnswer of(List<?> elements, FunctionInvocationWrapper function, Function<Object, AwsEvent> reader) {
		if (elements.size() != 1 || !returnsEvent(function)) {
			return new AwsAnswer(OK, AwsEvent.NONE);
		}
		Object only = elements.get(0);
		return of(reader.apply((only instanceof Message<?> message) ? message.getPayload() : only));
	}

	private static AwsAnswer of(AwsEvent answer) {
		return new AwsAnswer((answer.fields().get(STATUS) instanceof Number status) ? status.intValue() : OK, answer);
	}

	private static boolean returnsEvent(FunctionInvocationWrapper function) {
		Type type = function.getOutputType();
		if (type != null && (FunctionTypeUtils.isMessage(type) || FunctionTypeUtils.isPublisher(type))) {
			type = FunctionTypeUtils.getImmediateGenericType(type, 0);
		}
		Class<?> raw = FunctionTypeUtils.getRawType(type);
		return raw != null && isEvent(raw);
	}

	/**
	 * Returns whether a class is one of Lambda's events and answers.
	 */
	static boolean isEvent(Class<?> type) {
		return type.getName().startsWith(EVENTS);
	}

	/**
	 * Returns each line of a header. Its name can be in any case.
	 */
	List<String> headers(String name) {
		return this.fields.headers(name);
	}

}
