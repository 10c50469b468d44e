package org.vaelab.kernel.eval;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.HashSet;
import java.util.Set;

/// Puts calls of [StopCheck#check()] into the code of cells. JShell's own local execution weaves
/// such a check too, but one flag of its stops every thread; this one is per thread.
/// Calls of [System#exit(int)] become calls of [CellExit#exit(int)].
final class StopCheckWeaver implements CodeTransform {
  private static final ClassDesc STOP_CHECK = ClassDesc.of(StopCheck.class.getName());

  private static final ClassDesc CELL_EXIT = ClassDesc.of(CellExit.class.getName());

  private final Set<Label> passed = new HashSet<>();

  static byte[] weave(byte[] bytecode) {
    ClassFile classFile = ClassFile.of();
    return classFile.transformClass(
        classFile.parse(bytecode),
        ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(StopCheckWeaver::new)));
  }

  @Override
  public void atStart(CodeBuilder builder) {
    check(builder);
  }

  @Override
  public void accept(CodeBuilder builder, CodeElement element) {
    switch (element) {
      case LabelTarget target -> passed.add(target.label());
      case InvokeInstruction call when exits(call) -> {
        builder.invokestatic(
            CELL_EXIT,
            "exit",
            ConstantDescs.MTD_void.insertParameterTypes(0, ConstantDescs.CD_int));
        return;
      }
      case BranchInstruction branch when passed.contains(branch.target()) -> check(builder);
      default -> {}
    }
    builder.with(element);
  }

  private static boolean exits(InvokeInstruction call) {
    return call.opcode() == Opcode.INVOKESTATIC
        && call.owner().asInternalName().equals("java/lang/System")
        && call.name().equalsString("exit");
  }

  private static void check(CodeBuilder builder) {
    builder.invokestatic(STOP_CHECK, "check", ConstantDescs.MTD_void);
  }
}
