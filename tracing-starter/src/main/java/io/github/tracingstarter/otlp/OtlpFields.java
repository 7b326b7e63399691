package io.github.tracingstarter.otlp;

/**
 * The fields of OTLP 1.x (opentelemetry-proto: {@code trace.proto}, {@code logs.proto},
 * {@code metrics.proto}, {@code common.proto}, {@code resource.proto} and the collector's
 * services). Each constant is a tag as on the wire: the number of the field and its wire
 * type.
 */
public final class OtlpFields {

	/*
	 * Requests. Traces, metrics and logs have the same numbers down to the record.
	 */
	public static final int REQUEST_RESOURCE = 1 << 3 | WireType.LENGTH_DELIMITED;

	public static final int RESOURCE_RECORDS_RESOURCE = 1 << 3 | WireType.LENGTH_DELIMITED;

	public static final int RESOURCE_RECORDS_SCOPE = 2 << 3 | WireType.LENGTH_DELIMITED;

	public static final int RESOURCE_RECORDS_SCHEMA_URL = 3 << 3 | WireType.LENGTH_DELIMITED;

	public static final int RESOURCE_ATTRIBUTE = 1 << 3 | WireType.LENGTH_DELIMITED;

	public static final int SCOPE_RECORDS_SCOPE = 1 << 3 | WireType.LENGTH_DELIMITED;

	public static final int SCOPE_RECORDS_RECORD = 2 << 3 | WireType.LENGTH_DELIMITED;

	public static final int SCOPE_RECORDS_SCHEMA_URL = 3 << 3 | WireType.LENGTH_DELIMITED;

	public static final int SCOPE_NAME = 1 << 3 | WireType.LENGTH_DELIMITED;

	public static final int SCOPE_VERSION = 2 << 3 | WireType.LENGTH_DELIMITED;

	public static final int SCOPE_ATTRIBUTE = 3 << 3 | WireType.LENGTH_DELIMITED;

	/*
	 * Responses, which are also the same for every signal.
	 */
	public static final int RESPONSE_PARTIAL_SUCCESS = 1 << 3 | WireType.LENGTH_DELIMITED;

	public static final int PARTIAL_SUCCESS_REJECTED = 1 << 3 | WireType.VARINT;

	public static final int PARTIAL_SUCCESS_ERROR_MESSAGE = 2 << 3 | WireType.LENGTH_DELIMITED;

	public static final int SPAN_TRACE_ID = 1 << 3 | WireType.LENGTH_DELIMITED;

	public static final int SPAN_ID = 2 << 3 | WireType.LENGTH_DELIMITED;

	public static final int SPAN_TRACE_STATE = 3 << 3 | WireType.LENGTH_DELIMITED;

	public static final int SPAN_PARENT_ID = 4 << 3 | WireType.LENGTH_DELIMITED;

	public static final int SPAN_NAME = 5 << 3 | WireType.LENGTH_DELIMITED;

	public static final int SPAN_KIND = 6 << 3 | WireType.VARINT;

	public static final int SPAN_START_TIME = 7 << 3 | WireType.FIXED64;

	public static final int SPAN_END_TIME = 8 << 3 | WireType.FIXED64;

	public static final int SPAN_ATTRIBUTE = 9 << 3 | WireType.LENGTH_DELIMITED;

	public static final int SPAN_DROPPED_ATTRIBUTES = 10 << 3 | WireType.VARINT;

	public static final int SPAN_EVENT = 11 << 3 | WireType.LENGTH_DELIMITED;

	public static final int SPAN_DROPPED_EVENTS = 12 << 3 | WireType.VARINT;

	public static final int SPAN_LINK = 13 << 3 | WireType.LENGTH_DELIMITED;

	public static final int SPAN_DROPPED_LINKS = 14 << 3 | WireType.VARINT;

	public static final int SPAN_STATUS = 15 << 3 | WireType.LENGTH_DELIMITED;

	public static final int SPAN_FLAGS = 16 << 3 | WireType.FIXED32;

	public static final int EVENT_TIME = 1 << 3 | WireType.FIXED64;

	public static final int EVENT_NAME = 2 << 3 | WireType.LENGTH_DELIMITED;

	public static final int EVENT_ATTRIBUTE = 3 << 3 | WireType.LENGTH_DELIMITED;

	public static final int EVENT_DROPPED_ATTRIBUTES = 4 << 3 | WireType.VARINT;

	public static final int LINK_TRACE_ID = 1 << 3 | WireType.LENGTH_DELIMITED;

	public static final int LINK_SPAN_ID = 2 << 3 | WireType.LENGTH_DELIMITED;

	public static final int LINK_TRACE_STATE = 3 << 3 | WireType.LENGTH_DELIMITED;

	public static final int LINK_ATTRIBUTE = 4 << 3 | WireType.LENGTH_DELIMITED;

	public static final int LINK_DROPPED_ATTRIBUTES = 5 << 3 | WireType.VARINT;

	public static final int LINK_FLAGS = 6 << 3 | WireType.FIXED32;

	public static final int STATUS_MESSAGE = 2 << 3 | WireType.LENGTH_DELIMITED;

	public static final int STATUS_CODE = 3 << 3 | WireType.VARINT;

	public static final int LOG_TIME = 1 << 3 | WireType.FIXED64;

	public static final int LOG_SEVERITY = 2 << 3 | WireType.VARINT;

	public static final int LOG_SEVERITY_TEXT = 3 << 3 | WireType.LENGTH_DELIMITED;

	public static final int LOG_BODY = 5 << 3 | WireType.LENGTH_DELIMITED;

	public static final int LOG_ATTRIBUTE = 6 << 3 | WireType.LENGTH_DELIMITED;

	public static final int LOG_DROPPED_ATTRIBUTES = 7 << 3 | WireType.VARINT;

	public static final int LOG_FLAGS = 8 << 3 | WireType.FIXED32;

	public static final int LOG_TRACE_ID = 9 << 3 | WireType.LENGTH_DELIMITED;

	public static final int LOG_SPAN_ID = 10 << 3 | WireType.LENGTH_DELIMITED;

	public static final int LOG_OBSERVED_TIME = 11 << 3 | WireType.FIXED64;

	public static final int LOG_EVENT_NAME = 12 << 3 | WireType.LENGTH_DELIMITED;

	/*
	 * Metrics. The points of all kinds have their times in the same fields.
	 */
	public static final int METRIC_NAME = 1 << 3 | WireType.LENGTH_DELIMITED;

	public static final int METRIC_DESCRIPTION = 2 << 3 | WireType.LENGTH_DELIMITED;

	public static final int METRIC_UNIT = 3 << 3 | WireType.LENGTH_DELIMITED;

	public static final int METRIC_GAUGE = 5 << 3 | WireType.LENGTH_DELIMITED;

	public static final int METRIC_SUM = 7 << 3 | WireType.LENGTH_DELIMITED;

	public static final int METRIC_HISTOGRAM = 9 << 3 | WireType.LENGTH_DELIMITED;

	public static final int METRIC_EXPONENTIAL_HISTOGRAM = 10 << 3 | WireType.LENGTH_DELIMITED;

	public static final int METRIC_SUMMARY = 11 << 3 | WireType.LENGTH_DELIMITED;

	public static final int METRIC_POINT = 1 << 3 | WireType.LENGTH_DELIMITED;

	public static final int METRIC_TEMPORALITY = 2 << 3 | WireType.VARINT;

	public static final int SUM_IS_MONOTONIC = 3 << 3 | WireType.VARINT;

	public static final int POINT_START_TIME = 2 << 3 | WireType.FIXED64;

	public static final int POINT_TIME = 3 << 3 | WireType.FIXED64;

	public static final int NUMBER_DOUBLE = 4 << 3 | WireType.FIXED64;

	public static final int NUMBER_EXEMPLAR = 5 << 3 | WireType.LENGTH_DELIMITED;

	public static final int NUMBER_INT = 6 << 3 | WireType.FIXED64;

	public static final int NUMBER_ATTRIBUTE = 7 << 3 | WireType.LENGTH_DELIMITED;

	public static final int POINT_COUNT = 4 << 3 | WireType.FIXED64;

	public static final int POINT_SUM = 5 << 3 | WireType.FIXED64;

	public static final int HISTOGRAM_BUCKET_COUNTS = 6 << 3 | WireType.LENGTH_DELIMITED;

	public static final int HISTOGRAM_BOUNDS = 7 << 3 | WireType.LENGTH_DELIMITED;

	public static final int HISTOGRAM_EXEMPLAR = 8 << 3 | WireType.LENGTH_DELIMITED;

	public static final int HISTOGRAM_ATTRIBUTE = 9 << 3 | WireType.LENGTH_DELIMITED;

	public static final int HISTOGRAM_MIN = 11 << 3 | WireType.FIXED64;

	public static final int HISTOGRAM_MAX = 12 << 3 | WireType.FIXED64;

	public static final int EXPONENTIAL_ATTRIBUTE = 1 << 3 | WireType.LENGTH_DELIMITED;

	public static final int EXPONENTIAL_SCALE = 6 << 3 | WireType.VARINT;

	public static final int EXPONENTIAL_ZERO_COUNT = 7 << 3 | WireType.FIXED64;

	public static final int EXPONENTIAL_POSITIVE = 8 << 3 | WireType.LENGTH_DELIMITED;

	public static final int EXPONENTIAL_NEGATIVE = 9 << 3 | WireType.LENGTH_DELIMITED;

	public static final int EXPONENTIAL_EXEMPLAR = 11 << 3 | WireType.LENGTH_DELIMITED;

	public static final int EXPONENTIAL_MIN = 12 << 3 | WireType.FIXED64;

	public static final int EXPONENTIAL_MAX = 13 << 3 | WireType.FIXED64;

	public static final int BUCKETS_OFFSET = 1 << 3 | WireType.VARINT;

	public static final int BUCKETS_COUNTS = 2 << 3 | WireType.LENGTH_DELIMITED;

	public static final int SUMMARY_QUANTILE = 6 << 3 | WireType.LENGTH_DELIMITED;

	public static final int SUMMARY_ATTRIBUTE = 7 << 3 | WireType.LENGTH_DELIMITED;

	public static final int QUANTILE = 1 << 3 | WireType.FIXED64;

	public static final int QUANTILE_VALUE = 2 << 3 | WireType.FIXED64;

	public static final int EXEMPLAR_TIME = 2 << 3 | WireType.FIXED64;

	public static final int EXEMPLAR_DOUBLE = 3 << 3 | WireType.FIXED64;

	public static final int EXEMPLAR_SPAN_ID = 4 << 3 | WireType.LENGTH_DELIMITED;

	public static final int EXEMPLAR_TRACE_ID = 5 << 3 | WireType.LENGTH_DELIMITED;

	public static final int EXEMPLAR_INT = 6 << 3 | WireType.FIXED64;

	public static final int EXEMPLAR_ATTRIBUTE = 7 << 3 | WireType.LENGTH_DELIMITED;

	public static final int KEY = 1 << 3 | WireType.LENGTH_DELIMITED;

	public static final int VALUE = 2 << 3 | WireType.LENGTH_DELIMITED;

	public static final int STRING_VALUE = 1 << 3 | WireType.LENGTH_DELIMITED;

	public static final int BOOL_VALUE = 2 << 3 | WireType.VARINT;

	public static final int INT_VALUE = 3 << 3 | WireType.VARINT;

	public static final int DOUBLE_VALUE = 4 << 3 | WireType.FIXED64;

	public static final int ARRAY_VALUE = 5 << 3 | WireType.LENGTH_DELIMITED;

	public static final int KVLIST_VALUE = 6 << 3 | WireType.LENGTH_DELIMITED;

	public static final int BYTES_VALUE = 7 << 3 | WireType.LENGTH_DELIMITED;

	/** The only field of {@code ArrayValue} and of {@code KeyValueList}. */
	public static final int LIST_VALUE = 1 << 3 | WireType.LENGTH_DELIMITED;

	/*
	 * Errors are reported in the types of google.rpc and google.protobuf.
	 */
	public static final int RPC_STATUS_CODE = 1 << 3 | WireType.VARINT;

	public static final int RPC_STATUS_MESSAGE = 2 << 3 | WireType.LENGTH_DELIMITED;

	public static final int RPC_STATUS_DETAIL = 3 << 3 | WireType.LENGTH_DELIMITED;

	public static final int ANY_TYPE_URL = 1 << 3 | WireType.LENGTH_DELIMITED;

	public static final int ANY_VALUE = 2 << 3 | WireType.LENGTH_DELIMITED;

	public static final int RETRY_INFO_DELAY = 1 << 3 | WireType.LENGTH_DELIMITED;

	public static final int DURATION_SECONDS = 1 << 3 | WireType.VARINT;

	public static final int DURATION_NANOS = 2 << 3 | WireType.VARINT;

	private OtlpFields() {
	}

}
