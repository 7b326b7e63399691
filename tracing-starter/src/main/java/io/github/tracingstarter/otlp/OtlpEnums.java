package io.github.tracingstarter.otlp;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;

/**
 * The numbers of OTLP's enums, which are the same in protobuf and JSON. An unknown number
 * is read as the default.
 */
public final class OtlpEnums {

	private OtlpEnums() {
	}

	/**
	 * Returns the number of a span kind.
	 * @param kind the kind
	 * @return the number
	 */
	public static int number(SpanKind kind) {
		return switch (kind) {
			case INTERNAL -> 1;
			case SERVER -> 2;
			case CLIENT -> 3;
			case PRODUCER -> 4;
			case CONSUMER -> 5;
		};
	}

	/**
	 * Returns the span kind with a number.
	 * @param number the number
	 * @return the kind
	 */
	public static SpanKind spanKind(long number) {
		return switch ((int) number) {
			case 2 -> SpanKind.SERVER;
			case 3 -> SpanKind.CLIENT;
			case 4 -> SpanKind.PRODUCER;
			case 5 -> SpanKind.CONSUMER;
			default -> SpanKind.INTERNAL;
		};
	}

	/**
	 * Returns the number of a status code.
	 * @param code the code
	 * @return the number
	 */
	public static int number(StatusCode code) {
		return switch (code) {
			case UNSET -> 0;
			case OK -> 1;
			case ERROR -> 2;
		};
	}

	/**
	 * Returns the status code with a number.
	 * @param number the number
	 * @return the code
	 */
	public static StatusCode statusCode(long number) {
		return switch ((int) number) {
			case 1 -> StatusCode.OK;
			case 2 -> StatusCode.ERROR;
			default -> StatusCode.UNSET;
		};
	}

}
