package io.github.tracingstarter.agent.weaver;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Passes the last argument, or the result, of a call that the method makes through the
 * hook; if there is no argument, the object that is called.
 *
 * @param call the call
 * @param hook the hook
 */
record CallChange(Call call, String hook) implements Change {

	@Override
	public MethodVisitor apply(MethodVisitor next, Target target, int number) {
		return new MethodVisitor(Opcodes.ASM9, next) {

			@Override
			public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
				Call call = CallChange.this.call;
				boolean found = call.isCall(owner, name, descriptor);
				if (found && !call.result()) {
					Type[] arguments = Type.getArgumentTypes(descriptor);
					Type last = (arguments.length > 0) ? arguments[arguments.length - 1] : Type.getObjectType(owner);
					Change.pass(this.mv, target, last, number);
				}
				super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
				if (found && call.result()) {
					Change.pass(this.mv, target, Type.getReturnType(descriptor), number);
				}
			}

		};
	}

	/**
	 * A call within a method.
	 *
	 * @param owner the internal name of the type
	 * @param name the name of the method
	 * @param descriptor its descriptor
	 * @param result whether the result passes through the hook rather than the last
	 * argument or the object
	 */
	record Call(String owner, String name, String descriptor, boolean result) {

		boolean isCall(String owner, String name, String descriptor) {
			return this.owner.equals(owner) && this.name.equals(name) && this.descriptor.equals(descriptor);
		}

	}

}
