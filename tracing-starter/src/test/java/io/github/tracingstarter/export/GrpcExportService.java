package io.github.tracingstarter.export;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.ServerCalls.UnaryMethod;

/**
 * An OTLP service for a grpc-java server. Messages are bytes.
 */
final class GrpcExportService {

	private GrpcExportService() {
	}

	static ServerServiceDefinition of(UnaryMethod<byte[], byte[]> export) {
		return of("opentelemetry.proto.collector.trace.v1.TraceService", export);
	}

	static ServerServiceDefinition of(String service, UnaryMethod<byte[], byte[]> export) {
		MethodDescriptor<byte[], byte[]> method = MethodDescriptor.<byte[], byte[]>newBuilder()
			.setType(MethodType.UNARY)
			.setFullMethodName(service + "/Export")
			.setRequestMarshaller(new Bytes())
			.setResponseMarshaller(new Bytes())
			.build();
		return ServerServiceDefinition.builder(service).addMethod(method, ServerCalls.asyncUnaryCall(export)).build();
	}

	private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

		@Override
		public InputStream stream(byte[] value) {
			return new ByteArrayInputStream(value);
		}

		@Override
		public byte[] parse(InputStream stream) {
			try {
				return stream.readAllBytes();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
